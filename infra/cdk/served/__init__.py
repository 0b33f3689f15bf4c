"""The stack each release replaces: network, load balancer, tasks, alarms."""
