"""One call to DynamoDB: signed, limited, timed and counted, and what can go wrong in it."""
