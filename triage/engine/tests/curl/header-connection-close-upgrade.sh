curl -i -N -H "Connection: Upgrade" -H "Upgrade: websocket" -H "Sec-WebSocket-Version: 13" -H "Sec-WebSocket-Key: c2FtcGxlLW5vbmNlLTE2Yg==" -H "Origin: http://localhost:3000" http://localhost:3000/ws
