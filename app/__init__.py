"""The application: window, panels, command line, training session and run history."""
