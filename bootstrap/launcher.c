#include <stdio.h>
#include <stdlib.h>
int main(void){puts(getenv("_HANDLER"));return 0;}
