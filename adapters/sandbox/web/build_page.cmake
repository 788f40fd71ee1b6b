# cmake -DSOURCE= -DWORK= -DNODE= -DNPM= -DOUT= -DREQUIRED= -P build_page.cmake: builds the page in a copy of its
# folder and turns what came out into a C++ source.
file(GLOB_RECURSE files RELATIVE ${SOURCE} ${SOURCE}/*)
list(FILTER files EXCLUDE REGEX "^(node_modules|dist)/")
list(APPEND files .npmrc)
file(REMOVE_RECURSE ${WORK}/src ${WORK}/dist)
foreach(file IN LISTS files)
    if(EXISTS ${SOURCE}/${file})
        get_filename_component(folder ${WORK}/${file} DIRECTORY)
        file(MAKE_DIRECTORY ${folder})
        file(COPY_FILE ${SOURCE}/${file} ${WORK}/${file} ONLY_IF_DIFFERENT)
    endif()
endforeach()

file(SHA256 ${WORK}/package-lock.json lock)
set(installed "")
if(EXISTS ${WORK}/node_modules/.incidentd-lock)
    file(READ ${WORK}/node_modules/.incidentd-lock installed)
endif()
if(NOT installed STREQUAL lock)
    execute_process(
        COMMAND ${NPM} ci --ignore-scripts --no-audit --no-fund --loglevel=error
        WORKING_DIRECTORY ${WORK} RESULT_VARIABLE failed OUTPUT_VARIABLE said ERROR_VARIABLE said)
    if(failed)
        if(REQUIRED)
            message(FATAL_ERROR "npm could not install what the sandbox's page is built with:\n${said}")
        endif()
        message(WARNING
            "The sandbox's page is left out: npm could not install what it is built with. The next build tries "
            "again; -DINCIDENTD_PAGE=OFF never does.\n${said}")
        file(COPY_FILE ${CMAKE_CURRENT_LIST_DIR}/without_page/page_assets.cpp ${OUT})
        execute_process(COMMAND touch -d @1 ${OUT})  # older than its sources
        return()
    endif()
    file(WRITE ${WORK}/node_modules/.incidentd-lock ${lock})
endif()

execute_process(
    COMMAND ${NPM} run --silent build
    WORKING_DIRECTORY ${WORK} RESULT_VARIABLE failed OUTPUT_VARIABLE said ERROR_VARIABLE said)
if(failed)
    message(FATAL_ERROR "the sandbox's page does not build:\n${said}")
endif()
execute_process(
    COMMAND ${NODE} ${CMAKE_CURRENT_LIST_DIR}/embed_page.mjs ${WORK}/dist ${OUT}
    RESULT_VARIABLE failed ERROR_VARIABLE said)
if(failed)
    message(FATAL_ERROR "the sandbox's page cannot be embedded:\n${said}")
endif()
