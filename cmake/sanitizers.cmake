# LEGWORK_SANITIZE=address,undefined (or thread) instruments everything, our code and the tests alike.
if(LEGWORK_SANITIZE)
  add_compile_options(-fsanitize=${LEGWORK_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${LEGWORK_SANITIZE})
endif()
