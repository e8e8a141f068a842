"""Money, days, languages, numbers and how they read: plain values that know nothing of the tracker."""
