"""What the platform itself keeps: the trail as it is asked, emergencies, who acts for whom."""
