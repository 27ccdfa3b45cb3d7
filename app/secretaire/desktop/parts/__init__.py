"""What every page is made of: the look, small widgets, lists, dialogs."""
