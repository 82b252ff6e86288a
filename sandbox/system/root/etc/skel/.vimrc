unlet! skip_defaults_vim
source $VIMRUNTIME/defaults.vim
set mouse=
syntax on
