curl -X"REPORT" -H"Depth: 0" 'https://cal.example.net/dav/calendars/erika/home/' -d '<c:calendar-query xmlns:c="urn:ietf:params:xml:ns:caldav"/>'
