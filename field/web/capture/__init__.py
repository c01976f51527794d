"""The walk on the phone (vandringen): its door, and the book of its words."""
