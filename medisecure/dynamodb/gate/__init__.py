"""The reading half of the gate: what is asked, who may have it, what is opened, what is told.

`reading` is what a unit of work offers, and puts the others together: `fetching` asks the table
under all ids of a patient, `permission` asks the policy, `opening` decrypts what is allowed,
`looks` tells the trail. `cached_lists` and `cursor` serve lists; `answers` and `names` are what
all of them speak of.
"""
