-- Members are matched to entries all at once, by hash; to keep these in order cost half of what staging an entry did.
drop index staged_users_ref;
drop index staged_groups_ref;
