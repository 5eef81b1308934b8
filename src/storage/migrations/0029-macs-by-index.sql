-- The plan is made once for each connection, often while claims are few, and serves when they are many.
alter function usable_macs(text[]) set enable_seqscan = off;
