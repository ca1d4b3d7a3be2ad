curl http://localhost:8069/xmlrpc/2/common -H "Content-Type: text/xml" -d "<?xml version='1.0'?>
<methodCall>
  <methodName>authenticate</methodName>
  <params>
    <param><value><string>db1</string></value></param>
    <param><value><string>admin</string></value></param>
    <param><value><string>nicht&lt;echt&gt;</string></value></param>
  </params>
</methodCall>"
