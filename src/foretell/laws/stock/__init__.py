"""The stock of text and the demand for it, by year: when training has used it up (Villalobos et al. 2022, 2024).

inputs            the ranges that are drawn from, each with its source
stock_of_text     how much there is · internet_users: how many write it
demand_for_text   how much the largest training asks for
text_stock        the one against the other
"""

from foretell.laws.stock.text_stock import TextStock, text_stock

__all__ = ["TextStock", "text_stock"]
