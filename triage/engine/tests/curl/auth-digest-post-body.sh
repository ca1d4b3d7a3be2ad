curl --digest -u admin:admin -d 'action=reboot' http://192.0.2.20/cgi-bin/control
