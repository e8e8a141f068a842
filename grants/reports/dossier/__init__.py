"""The audit dossier: the papers of a project in one zip, with an index that opens without the tracker."""
