"""`wdt-setup`: from credentials to the first sync, question by question."""
