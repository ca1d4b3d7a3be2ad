curl HTTPS://API.Example.COM/Path/Stays?Q=Up
