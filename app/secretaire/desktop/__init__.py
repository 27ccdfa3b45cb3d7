"""The window: Qt widgets over tasks. The only place that imports PySide6; no SQL, no process, no path logic here."""
