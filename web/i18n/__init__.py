"""Two languages: Chinese is what the sources say, English comes from catalogues."""
