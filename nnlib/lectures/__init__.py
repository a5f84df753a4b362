"""What the command line does with lectures: run, check, student copies, address."""
