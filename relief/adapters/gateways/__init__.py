"""Gateways that carry alerts: to a file, to a list for tests, to Twilio. One contract test."""
