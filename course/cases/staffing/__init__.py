"""The staffing laboratory: what so many staff mean for waiting customers and for cost, by Erlang A."""
