# fails filled with no-job
# task filled
printf 'FROM nginx:1.26\nRUN rm /usr/share/nginx/html/*\nCOPY . /usr/share/nginx/html\n' > Dockerfile
docker build -q -t ferry -f Dockerfile ~/site-1
docker run -d --name web-1 -v assets:/usr/share/nginx/html:ro ferry
