"""What happens between a question and its leads and answer; `scrapers/search_scraper.py` is the way in."""
