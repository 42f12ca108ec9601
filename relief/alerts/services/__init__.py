"""Alerts are issued, stopped or released, delivered, climbed and answered: one module a deed."""
