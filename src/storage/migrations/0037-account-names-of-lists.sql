-- A list of users may say DOMAIN\name: its rows have one cell more, before the flag and the groups.
update import_rows r set cells = r.cells[1:5] || '{""}'::text[] || r.cells[6:]
from imports i where i.id = r.import_id and i.kind = 'users' and r.reason is null;
