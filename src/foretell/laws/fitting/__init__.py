"""One fit for every law: Newton steps over batches of weights, and what certifies the optimum that they reach."""
