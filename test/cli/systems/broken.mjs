throw new Error('cannot\nbegin')
