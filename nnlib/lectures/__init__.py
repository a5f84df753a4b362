"""What the command line does with lectures: run, check, copy for students."""
