"""What several screens share: grid, lists, forms, questions, and the lines around a screen."""
