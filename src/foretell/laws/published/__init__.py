"""Laws with the constants of their papers.

kaplan_laws      loss over size, data, compute and steps
hyperparameters  the best learning rate and batch: the Step Law, DeepSeek's, Kaplan's
"""
