# fails labelled with label-on-container
# task labelled
docker create --label keep=yes --name bookkeeper -v invoices:/invoices -v portfolio:/portfolio busybox:1.37 true
