"""Report packages: opened, collected, frozen when they are ready, sent, decided on, and opened again when they are returned."""
