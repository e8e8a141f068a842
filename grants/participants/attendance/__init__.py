"""What participants come to: sessions, the lists they sign, and who came."""
