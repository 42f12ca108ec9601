"""A house case from grading to moving in: stages, inspections, deadlines, milestones."""
