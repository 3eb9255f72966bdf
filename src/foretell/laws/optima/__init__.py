"""Where the loss is lowest, read from runs or from a law, and the power laws through such optima.

minima         of one budget over size, from its runs
minima_doubts  when these are not to be trusted
near_best      of one size and data over learning rate and batch
best_size      of a law that has no closed form for it
power_law      the straight line of ln optimum over ln C
"""
