curl -r 0-499 https://downloads.example.com/video.mp4 -o part1; curl --range 500-599,-100 https://downloads.example.com/video.mp4 -o part2
