"""What is done with a response level: propose, decide, receive, sign."""
