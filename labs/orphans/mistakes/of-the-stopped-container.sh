# fails found with no-list
# task found
docker inspect year-end --format '{{range .Mounts}}{{.Name}}{{end}}' >~/found.txt
