-- PUBLISH: a file of several entries, as the dates of a series. REQUEST and CANCEL are of one (RFC 5546).
alter table mails
  drop constraint mails_ics_method_check,
  add constraint mails_ics_method_check check (ics_method in ('REQUEST', 'CANCEL', 'PUBLISH'));
