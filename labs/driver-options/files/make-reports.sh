#!/bin/bash
# Puts the reports of the year into a volume.
mkdir -p /srv/reports
echo 'First quarter: 120 photos sold' > /srv/reports/q1.txt
echo 'Second quarter: 95 photos sold' > /srv/reports/q2.txt
docker volume create --opt type=none --opt o=bind --opt device=/srv/report reports
