-- What an image was found to hold where it is not what was recorded of the copy, and whoever asked accepts that.
alter table restore add column accepted_digest text;
