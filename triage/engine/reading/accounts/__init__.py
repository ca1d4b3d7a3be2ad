"""What is told of an exchange without showing it: error messages, log lines, failures of the client, prose."""
