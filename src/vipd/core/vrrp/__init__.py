"""The VRRP instance machine: election, announcement, acceptance of adverts."""
