"""What do the build files of GitHub, GitCode, GitLab and Gitee Go run, with which rights, and on whose word?"""
