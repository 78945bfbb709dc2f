"""A made-up world where one knows who would be useful to whom, to judge the recommender and its learning."""
