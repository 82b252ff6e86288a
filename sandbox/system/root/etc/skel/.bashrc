# ~/.bashrc: read by interactive shells.
case $- in
  *i*) ;;
  *) return ;;
esac

HISTCONTROL=ignoredups
HISTSIZE=5000
HISTFILESIZE=10000
shopt -s histappend checkwinsize

PS1='\[\e[1;32m\]\u@\h\[\e[0m\]:\[\e[1;34m\]\w\[\e[0m\]\$ '

eval "$(dircolors -b)"
alias ls='ls --color=auto'
alias grep='grep --color=auto'
alias diff='diff --color=auto'
alias ip='ip --color=auto'
alias ll='ls -alF'
alias la='ls -A'
alias l='ls -CF'
export LESS=-R EDITOR=nano

if ! shopt -oq posix && [ -z "${BASH_COMPLETION_VERSINFO-}" ] &&
  [ -f /usr/share/bash-completion/bash_completion ]; then
  . /usr/share/bash-completion/bash_completion
fi
