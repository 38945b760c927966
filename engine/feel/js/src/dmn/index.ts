// Whatever is exported here is callable from Python as `sopflow.dmn.<name>`.
export {};
