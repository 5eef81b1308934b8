-- Sources of Entra ID may be limited to groups, and know the NetBIOS names of domains.
update sources set config = '{"groups": [], "domains": []}'::jsonb || config where kind = 'entra';
