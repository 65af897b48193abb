// Stands for the library of an SDK that has nvds_version().
extern "C" __attribute__((visibility("default"))) void nvds_version(unsigned* first, unsigned* second) {
  *first = 7;
  *second = 1;
}
